terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

# base_url: null for HubSpot's own.
variable "hubspot" {
  type    = object({ base_url = optional(string) })
  default = {}
}

variable "hubspot_access_token" {
  type      = string
  sensitive = true
}

resource "syncform_hubspot_connection" "crm" {
  name = "HubSpot"
  configuration = {
    access_token            = var.hubspot_access_token
    base_url                = var.hubspot.base_url
    allow_private_addresses = var.hubspot.base_url != null
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

# Objects come with every property that the account has, unless some are listed; e-mail addresses cannot be read afterwards.
resource "syncform_bulk_sync" "crm" {
  name        = "HubSpot to Postgres"
  mode        = "replicate"
  active      = true
  schedule    = { frequency = "hourly", minute = "15" }
  source      = { connection_id = syncform_hubspot_connection.crm.id }
  destination = { connection_id = syncform_postgresql_connection.warehouse.id, configuration = { schema = "hubspot" } }
  schemas = {
    contacts  = { fields = { id = {}, firstname = {}, lastname = {}, email = { obfuscate = true }, updatedAt = {} } }
    companies = {}
    deals     = {}
    owners    = {}
  }
}
