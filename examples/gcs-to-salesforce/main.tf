terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

# endpoint: null for Google's own.
variable "gcs" {
  type = object({ bucket = string, endpoint = optional(string) })
}

# The JSON key of a service account.
variable "gcs_service_account" {
  type      = string
  sensitive = true
}

resource "syncform_gcs_connection" "bucket" {
  name = "Bucket"
  configuration = {
    bucket          = var.gcs.bucket
    service_account = var.gcs_service_account
    endpoint        = var.gcs.endpoint
  }
}

resource "syncform_model" "contacts" {
  name          = "Contacts"
  connection_id = syncform_gcs_connection.bucket.id
  identifier    = "email"
  # All files of a folder, together.
  configuration = { model_from = "multi_file_archive", subfolder = "contacts" }
}

# base_url and token_endpoint: null for Salesforce's own.
variable "salesforce" {
  type = object({
    domain         = string
    client_id      = string
    base_url       = optional(string)
    token_endpoint = optional(string)
  })
}

variable "salesforce_client_secret" {
  type      = string
  sensitive = true
}

resource "syncform_salesforce_connection" "crm" {
  name = "Salesforce"
  configuration = {
    connect_mode            = "clientcredentials"
    domain                  = var.salesforce.domain
    client_id               = var.salesforce.client_id
    client_secret           = var.salesforce_client_secret
    base_url                = var.salesforce.base_url
    token_endpoint          = var.salesforce.token_endpoint
    allow_private_addresses = var.salesforce.base_url != null
  }
}

resource "syncform_sync" "contacts" {
  name     = "Contacts to Salesforce"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "daily", hour = "6", minute = "30" }

  target = {
    connection_id = syncform_salesforce_connection.crm.id
    object        = "Contact"
  }
  identity = {
    source   = { model_id = syncform_model.contacts.id, field = "email" }
    target   = "Email"
    function = "Equality"
  }
  fields = {
    LastName = { source = { model_id = syncform_model.contacts.id, field = "last_name" } }
  }
}
