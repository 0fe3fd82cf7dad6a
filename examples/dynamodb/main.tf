# Every change of DynamoDB's tables, in DuckDB: apply reads the tables and catches up, `syncform serve` streams.
terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "aws" {
  type = object({ region = string, access_id = string, endpoint = optional(string) })
}

variable "secret_access_key" {
  type      = string
  sensitive = true
}

# The user needs the rights that the connector's page lists; tables without a stream are given one.
resource "syncform_dynamodb_connection" "app" {
  name = "App"
  configuration = {
    auth_mode         = "access_key_and_secret"
    access_id         = var.aws.access_id
    secret_access_key = var.secret_access_key
    region            = var.aws.region
    endpoint          = var.aws.endpoint
    change_detection  = true
    managed_streams   = true
  }
}

resource "syncform_duckdb_connection" "warehouse" {
  name          = "Warehouse"
  configuration = { path = "warehouse.duckdb" }
}

resource "syncform_bulk_sync" "app" {
  name           = "App to warehouse"
  active         = true
  mode           = "replicate"
  schedule       = { frequency = "manual" }
  change_history = true
  source         = { connection_id = syncform_dynamodb_connection.app.id }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "app" }
  }
  schemas = { orders = {} }
}
