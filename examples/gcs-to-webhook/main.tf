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

variable "webhook" {
  type = object({ url = string, is_private = optional(bool, false) })
}

variable "webhook_token" {
  type      = string
  sensitive = true
}

resource "syncform_webhook_connection" "hook" {
  name = "Hook"
  configuration = {
    url                     = var.webhook.url
    auth_method             = "header"
    header                  = { name = "Authorization", value = "Bearer ${var.webhook_token}" }
    allow_private_addresses = var.webhook.is_private
  }
}

# Requests are signed with a secret that syncform makes: syncform_webhook_connection.hook.secret.
resource "syncform_sync" "contacts" {
  name     = "Contacts to the hook"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "hourly", minute = "0" }
  target   = { connection_id = syncform_webhook_connection.hook.id, object = "webhook" }
  identity = {
    source   = { model_id = syncform_model.contacts.id, field = "email" }
    target   = "email"
    function = "Equality"
  }
  fields = {
    last_name = { source = { model_id = syncform_model.contacts.id, field = "last_name" } }
  }
}
