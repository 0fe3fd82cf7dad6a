# MotherDuck → Postgres, MySQL, a webhook and files: what was computed there goes where people work with it.
variable "mysql" {
  type = object({ host = string, port = number, user = string, database = string })
}

variable "mysql_password" {
  type      = string
  sensitive = true
}

variable "webhook" {
  type = object({ url = string, allow_private_addresses = bool })
}

resource "syncform_mysql_connection" "shop" {
  name = "Shop"
  configuration = {
    hostname = var.mysql.host
    port     = var.mysql.port
    account  = var.mysql.user
    passwd   = var.mysql_password
    dbname   = var.mysql.database
  }
}

resource "syncform_webhook_connection" "alerts" {
  name = "Alerts"
  configuration = {
    url                     = var.webhook.url
    allow_private_addresses = var.webhook.allow_private_addresses
  }
}

resource "syncform_local_files_connection" "reports" {
  name          = "Reports"
  configuration = { path = "${path.root}/reports" }
}

resource "syncform_model" "best_customers" {
  name          = "Best customers"
  connection_id = syncform_motherduck_connection.warehouse.id
  identifier    = "customer_id"
  configuration = {
    query = <<-SQL
      SELECT c.id AS customer_id, c.name, count(*) AS orders, sum(o.amount) AS amount
      FROM app.customers c JOIN app.orders o ON o.customer_id = c.id
      GROUP BY ALL HAVING sum(o.amount) >= 100
    SQL
  }
  depends_on = [syncform_bulk_sync.app]
}

locals {
  targets = {
    postgres = { connection_id = syncform_postgresql_connection.app.id, create = { name = "public.best_customers" } }
    mysql    = { connection_id = syncform_mysql_connection.shop.id, create = { name = "best_customers" } }
    files    = { connection_id = syncform_local_files_connection.reports.id, create = { name = "best_customers.csv" } }
    webhook  = { connection_id = syncform_webhook_connection.alerts.id, object = "webhook" }
  }
}

resource "syncform_sync" "best_customers" {
  for_each = local.targets

  name     = "Best customers to ${each.key}"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "runafter", run_after = { bulk_sync_ids = [syncform_bulk_sync.app.id] } }
  target   = each.value
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
