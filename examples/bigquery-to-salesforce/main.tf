terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

# The JSON key of a service account.
variable "service_account" {
  type      = string
  sensitive = true
}

# endpoint: null for Google's own.
variable "bigquery" {
  type = object({ location = string, endpoint = optional(string) })
}

resource "syncform_bigquery_connection" "warehouse" {
  name = "Warehouse"
  configuration = {
    service_account = var.service_account
    location        = var.bigquery.location
    endpoint        = var.bigquery.endpoint
  }
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

resource "syncform_model" "contacts" {
  name          = "Contacts"
  connection_id = syncform_bigquery_connection.warehouse.id
  identifier    = "email"
  configuration = { query = "SELECT email, last_name FROM crm.people WHERE email IS NOT NULL" }
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
