# Orders from files into a DuckDB file: only those that are as expected, and none at all where too many of them are not there.
terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

resource "syncform_local_files_connection" "arrivals" {
  name          = "arrivals"
  configuration = { path = "arrivals" }
}

resource "syncform_duckdb_connection" "shop" {
  name          = "shop"
  configuration = { path = "shop.duckdb" }
}

# A bulk sync says of each object what its rows are expected to be.
resource "syncform_bulk_sync" "raw" {
  name        = "raw orders"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_local_files_connection.arrivals.id }
  destination = { connection_id = syncform_duckdb_connection.shop.id, configuration = { schema = "raw" } }

  schemas = {
    "orders.csv" = {
      expectations = [
        { type = "row_count", min = 3 },
        { type = "not_null", fields = ["order_id", "placed_at"] },
        { type = "sql", condition = "amount >= 0", on_failure = "set_aside" },
      ]
    }
  }
}

# A model says it once for every sync that reads it.
resource "syncform_model" "orders" {
  name          = "orders"
  connection_id = syncform_local_files_connection.arrivals.id
  identifier    = "order_id"
  configuration = { table = "orders.csv" }

  expectations = [
    { type = "unique", fields = ["order_id"] },
    { type = "accepted_values", fields = ["currency"], values = ["EUR", "USD"], on_failure = "set_aside" },
  ]
}

resource "syncform_sync" "orders" {
  name     = "orders"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "manual" }

  target = {
    connection_id = syncform_duckdb_connection.shop.id
    create        = { name = "main.orders" }
  }
  identity = {
    source   = { model_id = syncform_model.orders.id, field = "order_id" }
    target   = "order_id"
    function = "Equality"
  }
  fields = {
    amount   = { source = { model_id = syncform_model.orders.id, field = "amount" } }
    currency = { source = { model_id = syncform_model.orders.id, field = "currency" } }
  }
}
