terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

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

variable "postgres" {
  type = object({ host = string, port = number, user = string, database = string, ssl = bool })
}

variable "postgres_password" {
  type      = string
  sensitive = true
}

resource "syncform_postgresql_connection" "warehouse" {
  name = "Warehouse"
  configuration = {
    hostname = var.postgres.host
    port     = var.postgres.port
    username = var.postgres.user
    password = var.postgres_password
    database = var.postgres.database
    ssl      = var.postgres.ssl
  }
}

# Salesforce runs the query: relationships, functions and aggregates are its own.
resource "syncform_model" "open_deals" {
  name          = "Open deals"
  connection_id = syncform_salesforce_connection.crm.id
  identifier    = "Id"
  configuration = {
    query = "SELECT Id, Name, Amount, Account.Name FROM Opportunity WHERE IsClosed = false"
  }
}

resource "syncform_sync" "open_deals" {
  name     = "Open deals to Postgres"
  mode     = "replace"
  active   = true
  schedule = { frequency = "hourly", minute = "40" }

  target = {
    connection_id = syncform_postgresql_connection.warehouse.id
    create        = { name = "public.open_deals" }
  }
  identity = {
    source   = { model_id = syncform_model.open_deals.id, field = "Id" }
    target   = "id"
    function = "Equality"
  }
  fields = {
    name    = { source = { model_id = syncform_model.open_deals.id, field = "Name" } }
    amount  = { source = { model_id = syncform_model.open_deals.id, field = "Amount" } }
    account = { source = { model_id = syncform_model.open_deals.id, field = "Account.Name" } }
  }
}
