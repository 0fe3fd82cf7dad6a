# A table of ScyllaDB or Apache Cassandra in DuckDB. It has no time of change: what was written since the last run is found by the
# times at which its values were written.
terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "scylladb" {
  type = object({ hosts = string, username = string, keyspace = string, tls = bool, ca_cert = optional(string) })
}

variable "scylladb_password" {
  type      = string
  sensitive = true
}

# Some nodes of the datacenter that is to be read from; the user needs SELECT on the keyspace.
resource "syncform_scylladb_connection" "app" {
  name = "App"
  configuration = {
    hosts    = var.scylladb.hosts
    username = var.scylladb.username
    password = var.scylladb_password
    tls      = var.scylladb.tls
    ca_cert  = var.scylladb.ca_cert
  }
}

resource "syncform_duckdb_connection" "warehouse" {
  name          = "Warehouse"
  configuration = { path = "warehouse.duckdb" }
}

resource "syncform_bulk_sync" "app" {
  name     = "App to warehouse"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "manual" }
  source = {
    connection_id = syncform_scylladb_connection.app.id
    configuration = { keyspace = var.scylladb.keyspace, write_time = true }
  }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "app" }
  }
  schemas = {
    "${var.scylladb.keyspace}.readings" = { user_output_name = "readings", tracking_field = "_writetime" }
  }
}
