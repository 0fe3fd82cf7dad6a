terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

# params: null but behind a proxy.
variable "snowflake" {
  type = object({ account = string, username = string, dbname = string, params = optional(string) })
}

variable "snowflake_password" {
  type      = string
  sensitive = true
}

resource "syncform_snowflake_connection" "warehouse" {
  name = "Snowflake"
  configuration = {
    account  = var.snowflake.account
    username = var.snowflake.username
    password = var.snowflake_password
    dbname   = var.snowflake.dbname
    params   = var.snowflake.params
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
  connection_id = syncform_snowflake_connection.warehouse.id
  identifier    = "EMAIL"
  configuration = {
    query = "SELECT EMAIL, COMPANY FROM PUBLIC.CUSTOMERS WHERE IS_ACTIVE"
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
    source   = { model_id = syncform_model.customers.id, field = "EMAIL" }
    target   = "email"
    function = "Equality"
  }
  fields = {
    company = { source = { model_id = syncform_model.customers.id, field = "COMPANY" } }
  }
}
