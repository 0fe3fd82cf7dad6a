# A query in Databricks → Postgres: what was computed there goes where people work with it.
resource "syncform_model" "best_customers" {
  name          = "Best customers"
  connection_id = syncform_databricks_connection.lakehouse.id
  identifier    = "customer_id"
  configuration = {
    catalog = var.lakehouse.catalog
    schema  = var.lakehouse.schema
    query   = <<-SQL
      SELECT c.id AS customer_id, c.name, count(*) AS orders, sum(o.amount) AS amount
      FROM app_customers c JOIN app_orders o ON o.customer_id = c.id
      GROUP BY c.id, c.name HAVING sum(o.amount) >= 100
    SQL
  }
  depends_on = [syncform_bulk_sync.app]
}

resource "syncform_sync" "best_customers" {
  name     = "Best customers to app"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "runafter", run_after = { bulk_sync_ids = [syncform_bulk_sync.app.id] } }
  target = {
    connection_id = syncform_postgresql_connection.app.id
    create        = { name = "public.best_customers" }
  }
  identity = {
    source   = { model_id = syncform_model.best_customers.id, field = "customer_id" }
    target   = "customer_id"
    function = "Equality"
  }
  fields = {
    for field in ["name", "orders", "amount"] :
    field => { source = { model_id = syncform_model.best_customers.id, field = field } }
  }
}

# The taxi trips that every workspace has among its samples.
resource "syncform_model" "trips" {
  name          = "Taxi trips"
  connection_id = syncform_databricks_connection.lakehouse.id
  configuration = {
    catalog = "samples"
    query   = "SELECT * FROM samples.nyctaxi.trips"
    schema  = "nyctaxi"
    table   = "trips"
  }
}
