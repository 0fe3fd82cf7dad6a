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

# base_url and token_endpoint: null for LinkedIn's own.
variable "linkedin" {
  type = object({ client_id = string, base_url = optional(string), token_endpoint = optional(string) })
}

variable "linkedin_secrets" {
  type      = object({ client_secret = string, refresh_token = string })
  sensitive = true
}

resource "syncform_linkedinads_connection" "ads" {
  name = "LinkedIn Ads"
  configuration = {
    client_id               = var.linkedin.client_id
    client_secret           = var.linkedin_secrets.client_secret
    oauth_refresh_token     = var.linkedin_secrets.refresh_token
    base_url                = var.linkedin.base_url
    token_endpoint          = var.linkedin.token_endpoint
    allow_private_addresses = var.linkedin.base_url != null
  }
}

variable "segment_id" {
  type        = string
  description = "The id of the audience: a DMP segment of type USER."
}

resource "syncform_model" "customers" {
  name          = "Customers of this year"
  connection_id = syncform_bigquery_connection.warehouse.id
  identifier    = "email"
  configuration = {
    query = "SELECT email, company FROM crm.customers WHERE is_active"
  }
}

# The audience is what the model has: whoever is no customer any more leaves it. Addresses go out hashed.
resource "syncform_sync" "audience" {
  name     = "Customers to LinkedIn"
  mode     = "replace"
  active   = true
  schedule = { frequency = "daily", hour = "4", minute = "0" }

  target = {
    connection_id = syncform_linkedinads_connection.ads.id
    object        = "segments/${var.segment_id}"
  }
  identity = {
    source   = { model_id = syncform_model.customers.id, field = "email" }
    target   = "email"
    function = "Equality"
  }
  fields = {
    company = { source = { model_id = syncform_model.customers.id, field = "company" } }
  }
}
