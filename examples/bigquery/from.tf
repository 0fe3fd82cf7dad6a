# BigQuery → Postgres: a query's result, customer by customer, into a table of the application. BigQuery plans the query
# at once, so that its tables have to be there: apply into.tf first (terraform apply -target=syncform_bulk_sync.raw).
resource "syncform_model" "spending" {
  name          = "Spending"
  connection_id = syncform_bigquery_connection.warehouse.id
  identifier    = "customer_id"
  configuration = {
    query = "SELECT customer_id, COUNT(*) AS orders, SUM(amount) AS amount FROM raw.orders GROUP BY customer_id"
  }
}

resource "syncform_sync" "spending" {
  name     = "Spending to app"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "daily", hour = "3", minute = "0" }
  target   = { connection_id = syncform_postgresql_connection.app.id, create = { name = "public.spending" } }
  identity = {
    source   = { model_id = syncform_model.spending.id, field = "customer_id" }
    target   = "customer_id"
    function = "Equality"
  }
  fields = {
    orders = { source = { model_id = syncform_model.spending.id, field = "orders" } }
    amount = { source = { model_id = syncform_model.spending.id, field = "amount" } }
  }
}
