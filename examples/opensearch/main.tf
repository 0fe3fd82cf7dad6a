# Products of a warehouse in an index of OpenSearch, to be searched, and what people searched for back in the warehouse.
terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "opensearch" {
  type = object({ endpoint = string, access_key_id = string, region = string })
}

variable "secret_access_key" {
  type      = string
  sensitive = true
}

# The user needs es:ESHttpGet, es:ESHttpPost and es:ESHttpDelete on the domain.
resource "syncform_awsopensearch_connection" "search" {
  name = "Search"
  configuration = {
    endpoint              = var.opensearch.endpoint
    region                = var.opensearch.region
    aws_access_key_id     = var.opensearch.access_key_id
    aws_secret_access_key = var.secret_access_key
  }
}

resource "syncform_duckdb_connection" "warehouse" {
  name          = "Warehouse"
  configuration = { path = "warehouse.duckdb" }
}

resource "syncform_model" "products" {
  name          = "Products"
  connection_id = syncform_duckdb_connection.warehouse.id
  identifier    = "sku"
  configuration = { table = "products" }
}

resource "syncform_sync" "products" {
  name     = "Products"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "manual" }
  target   = { connection_id = syncform_awsopensearch_connection.search.id, object = "products" }
  identity = {
    source   = { model_id = syncform_model.products.id, field = "sku" }
    target   = "_id"
    function = "Equality"
  }
  fields = {
    name  = { source = { model_id = syncform_model.products.id, field = "name" } }
    price = { source = { model_id = syncform_model.products.id, field = "price" } }
  }
  filters = [
    { source = { model_id = syncform_model.products.id, field = "discontinued" }, function = "False" },
  ]
}

resource "syncform_bulk_sync" "searches" {
  name     = "Searches"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "manual" }
  source   = { connection_id = syncform_awsopensearch_connection.search.id }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "main" }
  }
  schemas = { searches = { tracking_field = "at" } }
}
