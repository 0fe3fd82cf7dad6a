terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

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

# base_url and token_endpoint: null for Salesforce's own.
variable "salesforce" {
  type = object({
    domain         = string
    client_id      = string
    base_url       = optional(string)
    token_endpoint = optional(string)
  })
}

variable "salesforce_client_secret" {
  type      = string
  sensitive = true
}

resource "syncform_salesforce_connection" "crm" {
  name = "Salesforce"
  configuration = {
    connect_mode            = "clientcredentials"
    domain                  = var.salesforce.domain
    client_id               = var.salesforce.client_id
    client_secret           = var.salesforce_client_secret
    base_url                = var.salesforce.base_url
    token_endpoint          = var.salesforce.token_endpoint
    allow_private_addresses = var.salesforce.base_url != null
  }
}

# The transformation is a query; its columns are the model's fields.
resource "syncform_model" "contacts" {
  name          = "Contacts with spending"
  connection_id = syncform_snowflake_connection.warehouse.id
  identifier    = "EMAIL"
  configuration = {
    query = <<-SQL
      SELECT c.EMAIL, c.LAST_NAME, SUM(o.AMOUNT) AS SPENT
        FROM PUBLIC.CUSTOMERS c JOIN PUBLIC.ORDERS o ON o.CUSTOMER_ID = c.ID
       GROUP BY c.EMAIL, c.LAST_NAME
    SQL
  }
}

resource "syncform_sync" "contacts" {
  name     = "Spending to Salesforce"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "daily", hour = "6", minute = "30" }

  target = {
    connection_id = syncform_salesforce_connection.crm.id
    object        = "Contact"
  }
  identity = {
    source   = { model_id = syncform_model.contacts.id, field = "EMAIL" }
    target   = "Email"
    function = "Equality"
  }
  fields = {
    LastName = { source = { model_id = syncform_model.contacts.id, field = "LAST_NAME" } }
    Spent__c = { source = { model_id = syncform_model.contacts.id, field = "SPENT" } }
  }
}
