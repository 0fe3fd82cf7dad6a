# Containers of Azure Cosmos DB in DuckDB: each run reads the items that were written since the one before.
terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "account" {
  type    = object({ uri = string, database = string })
  default = { uri = "https://shop.documents.azure.com:443/", database = "shop" }
}

variable "key" {
  type      = string
  sensitive = true
}

resource "syncform_cosmosdb_connection" "shop" {
  name = "Shop"
  configuration = {
    uri      = var.account.uri
    key      = var.key
    database = var.account.database
    # Half of what the account has is left to the shop.
    request_units = 2000
  }
}

resource "syncform_duckdb_connection" "warehouse" {
  name          = "Warehouse"
  configuration = { path = "warehouse.duckdb" }
}

resource "syncform_bulk_sync" "shop" {
  name     = "Shop to warehouse"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "manual" }
  source   = { connection_id = syncform_cosmosdb_connection.shop.id }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "shop" }
  }
  schemas = {
    "${var.account.database}/orders" = { tracking_field = "_ts" }
  }
}
