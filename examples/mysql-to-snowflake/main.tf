terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "mysql" {
  type = object({ hostname = string, port = number, account = string, dbname = string, ssl = bool })
}

variable "mysql_password" {
  type      = string
  sensitive = true
}

resource "syncform_mysql_connection" "shop" {
  name = "Shop"
  configuration = {
    hostname = var.mysql.hostname
    port     = var.mysql.port
    account  = var.mysql.account
    passwd   = var.mysql_password
    dbname   = var.mysql.dbname
    ssl      = var.mysql.ssl
  }
}

# params: null but behind a proxy.
variable "snowflake" {
  type = object({ account = string, username = string, dbname = string, params = optional(string) })
}

variable "snowflake_password" {
  type      = string
  sensitive = true
}

resource "syncform_snowflake_connection" "warehouse" {
  name = "Snowflake"
  configuration = {
    account  = var.snowflake.account
    username = var.snowflake.username
    password = var.snowflake_password
    dbname   = var.snowflake.dbname
    params   = var.snowflake.params
  }
}

resource "syncform_model" "orders" {
  name          = "Paid orders"
  connection_id = syncform_mysql_connection.shop.id
  identifier    = "id"
  configuration = { query = "SELECT id, customer, amount FROM orders WHERE paid = 1" }
}

# The table is made by the first apply.
resource "syncform_sync" "orders" {
  name     = "Paid orders to Snowflake"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "hourly", minute = "20" }

  target = {
    connection_id = syncform_snowflake_connection.warehouse.id
    create        = { name = "PUBLIC.PAID_ORDERS" }
  }
  identity = {
    source   = { model_id = syncform_model.orders.id, field = "id" }
    target   = "ID"
    function = "Equality"
  }
  fields = {
    CUSTOMER = { source = { model_id = syncform_model.orders.id, field = "customer" } }
    AMOUNT   = { source = { model_id = syncform_model.orders.id, field = "amount" } }
  }
}
