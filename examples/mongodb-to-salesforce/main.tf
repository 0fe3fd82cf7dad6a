terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "mongodb" {
  type = object({ hosts = string, database = string, ssl = bool })
}

resource "syncform_mongodb_connection" "app" {
  name = "App"
  configuration = {
    hosts    = var.mongodb.hosts
    database = var.mongodb.database
    ssl      = var.mongodb.ssl
    params   = "directConnection=true"
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

# A query in MongoDB's own language: any command that answers documents.
resource "syncform_model" "contacts" {
  name          = "Active users"
  connection_id = syncform_mongodb_connection.app.id
  identifier    = "email"
  configuration = {
    query = jsonencode({
      aggregate = "users"
      pipeline = [
        { "$match" = { active = true } },
        { "$project" = { _id = 0, email = 1, last_name = "$name.last" } },
      ]
    })
  }
}

resource "syncform_sync" "contacts" {
  name     = "Active users to Salesforce"
  mode     = "updateOrCreate"
  active   = true
  schedule = { frequency = "daily", hour = "6", minute = "30" }

  target = {
    connection_id = syncform_salesforce_connection.crm.id
    object        = "Contact"
  }
  identity = {
    source   = { model_id = syncform_model.contacts.id, field = "email" }
    target   = "Email"
    function = "Equality"
  }
  fields = {
    LastName = { source = { model_id = syncform_model.contacts.id, field = "last_name" } }
  }
}
