# Postgres → BigQuery: tables into a dataset, which is made.
resource "syncform_bulk_sync" "raw" {
  name        = "App to warehouse"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "hourly", minute = "10" }
  source      = { connection_id = syncform_postgresql_connection.app.id }
  destination = { connection_id = syncform_bigquery_connection.warehouse.id, configuration = { schema = "raw" } }
  schemas = {
    "public.customers" = { fields = { id = {}, name = {}, tags = {}, email = { obfuscate = true } } }
    "public.orders"    = { tracking_field = "placed_at" }
  }
}
