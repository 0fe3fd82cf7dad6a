# Collections of MongoDB and every change of them in DuckDB: apply reads the collections and catches up, `syncform serve` streams.
# What an aggregation works out goes back into a collection of the app's.
terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "mongodb" {
  type = object({ hosts = string, username = string, database = string, ssl = bool, params = optional(string) })
}

variable "mongodb_password" {
  type      = string
  sensitive = true
}

# A replica set or sharded cluster. The user needs the role readWrite on the database; to read alone, read.
resource "syncform_mongodb_connection" "app" {
  name = "App"
  configuration = {
    hosts            = var.mongodb.hosts
    username         = var.mongodb.username
    password         = var.mongodb_password
    database         = var.mongodb.database
    ssl              = var.mongodb.ssl
    params           = var.mongodb.params
    change_detection = true
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
  source         = { connection_id = syncform_mongodb_connection.app.id }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "app" }
  }
  schemas = { "${var.mongodb.database}.orders" = { user_output_name = "orders" } }
}

# A model in MongoDB's own words: what each customer has ordered.
resource "syncform_model" "customers" {
  name          = "Orders of each customer"
  connection_id = syncform_mongodb_connection.app.id
  identifier    = "_id"
  configuration = {
    query = jsonencode({
      aggregate = "orders"
      pipeline  = [{ "$group" = { _id = "$customer", orders = { "$sum" = 1 }, total = { "$sum" = "$amount" } } }]
    })
  }
}

resource "syncform_sync" "customers" {
  name     = "Orders of each customer"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "manual" }
  target = {
    connection_id = syncform_mongodb_connection.app.id
    object        = "${var.mongodb.database}.customers"
  }
  identity = {
    source   = { model_id = syncform_model.customers.id, field = "_id" }
    target   = "_id"
    function = "Equality"
  }
  fields = {
    orders         = { source = { model_id = syncform_model.customers.id, field = "orders" } }
    "totals.spent" = { source = { model_id = syncform_model.customers.id, field = "total" } }
  }
}
