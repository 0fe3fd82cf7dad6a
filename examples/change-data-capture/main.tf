# Every change of a Postgres database, in DuckDB: apply reads the tables and catches up, `syncform serve` streams.
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

# The server needs wal_level = logical, and the user the right to replicate; publication and slot are made.
resource "syncform_postgresql_connection" "app" {
  name = "App"
  configuration = {
    hostname         = var.postgres.host
    port             = var.postgres.port
    username         = var.postgres.user
    password         = var.postgres_password
    database         = var.postgres.database
    ssl              = var.postgres.ssl
    change_detection = true
    publication      = "syncform"
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

  source = {
    connection_id = syncform_postgresql_connection.app.id
    configuration = { schema = "public" }
  }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "app" }
  }

  schemas = {
    "public.customers" = { fields = { id = {}, name = {}, email = { obfuscate = true } } }
    "public.orders"    = {}
  }
}

output "tables" {
  value = keys(syncform_bulk_sync.app.tables)
}
