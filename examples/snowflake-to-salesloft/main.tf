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

# base_url and token_endpoint: null for Salesloft's own.
variable "salesloft" {
  type = object({
    application_id = string
    base_url       = optional(string)
    token_endpoint = optional(string)
  })
}

# Each refresh token is good for one use: the engine keeps the one that comes in its place.
variable "salesloft_secrets" {
  type      = object({ client_secret = string, refresh_token = string })
  sensitive = true
}

resource "syncform_salesloft_connection" "salesloft" {
  name = "Salesloft"
  configuration = {
    auth_method             = "oauth"
    application_id          = var.salesloft.application_id
    client_secret           = var.salesloft_secrets.client_secret
    oauth_refresh_token     = var.salesloft_secrets.refresh_token
    base_url                = var.salesloft.base_url
    token_endpoint          = var.salesloft.token_endpoint
    allow_private_addresses = var.salesloft.base_url != null
  }
}

variable "cadence_id" {
  type        = number
  description = "The cadence's id, as its address in Salesloft has it."
}

resource "syncform_model" "users" {
  name          = "Users on trial"
  connection_id = syncform_snowflake_connection.warehouse.id
  identifier    = "EMAIL"
  configuration = {
    query = <<-SQL
      SELECT EMAIL, FIRST_NAME, LAST_NAME, ${var.cadence_id} AS CADENCE_ID
        FROM PUBLIC.USERS
       WHERE PLAN = 'trial'
    SQL
  }
}

# Whoever Salesloft lacks is created there.
resource "syncform_sync" "people" {
  name     = "Users to Salesloft"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "hourly", minute = "10" }

  target = {
    connection_id = syncform_salesloft_connection.salesloft.id
    object        = "people"
  }
  identity = {
    source   = { model_id = syncform_model.users.id, field = "EMAIL" }
    target   = "email_address"
    function = "Equality"
  }
  fields = {
    first_name = { source = { model_id = syncform_model.users.id, field = "FIRST_NAME" } }
    last_name  = { source = { model_id = syncform_model.users.id, field = "LAST_NAME" } }
  }
}

# A cadence takes people by their ids, which Salesloft has.
resource "syncform_model" "people" {
  name          = "People of Salesloft"
  connection_id = syncform_salesloft_connection.salesloft.id
  identifier    = "id"
  configuration = { object = "people" }
  relations     = [{ from = "email_address", to = { model_id = syncform_model.users.id, field = "EMAIL" } }]
}

resource "syncform_sync" "cadence" {
  name     = "Users into the cadence"
  mode     = "create"
  active   = true
  schedule = { frequency = "hourly", minute = "40" }

  target = {
    connection_id = syncform_salesloft_connection.salesloft.id
    object        = "cadence_memberships"
  }
  identity = {
    source   = { model_id = syncform_model.people.id, field = "id" }
    target   = "person_id"
    function = "Equality"
  }
  fields = {
    cadence_id = { source = { model_id = syncform_model.users.id, field = "CADENCE_ID" } }
  }
  # Only people who are users on trial.
  filters = [{ source = { model_id = syncform_model.users.id, field = "CADENCE_ID" }, function = "IsNotNull" }]

  depends_on = [syncform_sync.people]
}
