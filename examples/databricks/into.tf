# Postgres → Databricks: whole tables, kept equal. Other jobs can read what changed from Delta's change data feed.
resource "syncform_bulk_sync" "app" {
  name     = "App to lakehouse"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "hourly", minute = "10" }
  source   = { connection_id = syncform_postgresql_connection.app.id }
  destination = {
    connection_id = syncform_databricks_connection.lakehouse.id
    configuration = {
      catalog  = var.lakehouse.catalog
      schema   = var.lakehouse.schema
      advanced = { enable_change_data_feed = true, table_prefix = "app_" }
    }
  }
  schemas = {
    "public.customers" = { fields = { id = {}, name = {}, email = { obfuscate = true } } }
    "public.orders"    = {}
  }
}
