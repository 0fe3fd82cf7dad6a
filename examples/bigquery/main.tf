terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "postgres" {
  type = object({ host = string, port = number, user = string, database = string, ssl = bool })
}

variable "postgres_password" {
  type      = string
  sensitive = true
}

# The JSON key of a service account.
variable "service_account" {
  type      = string
  sensitive = true
}

# endpoint: null for Google's own.
variable "bigquery" {
  type = object({ location = string, endpoint = optional(string) })
}

resource "syncform_postgresql_connection" "app" {
  name = "App"
  configuration = {
    hostname = var.postgres.host
    port     = var.postgres.port
    username = var.postgres.user
    password = var.postgres_password
    database = var.postgres.database
    ssl      = var.postgres.ssl
  }
}

resource "syncform_bigquery_connection" "warehouse" {
  name = "Warehouse"
  configuration = {
    service_account = var.service_account
    location        = var.bigquery.location
    endpoint        = var.bigquery.endpoint
  }
}
