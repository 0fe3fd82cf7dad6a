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

# base_url: null for Gong's own. subdomain: what Gong put before .api.gong.io, where it did.
variable "gong" {
  type = object({ access_key = string, subdomain = optional(string), base_url = optional(string) })
}

variable "gong_access_secret" {
  type      = string
  sensitive = true
}

resource "syncform_gong_connection" "gong" {
  name = "Gong"
  configuration = {
    access_key              = var.gong.access_key
    access_secret           = var.gong_access_secret
    subdomain               = var.gong.subdomain
    base_url                = var.gong.base_url
    allow_private_addresses = var.gong.base_url != null
  }
}

variable "flow_id" {
  type        = string
  description = "The flow's id, as its address in Gong has it."
}

# Gong knows people by their ids in the CRM that it reads.
resource "syncform_model" "contacts" {
  name          = "Contacts to follow up"
  connection_id = syncform_snowflake_connection.warehouse.id
  identifier    = "CRM_ID"
  configuration = {
    query = "SELECT CRM_ID, OWNER_EMAIL FROM PUBLIC.CONTACTS WHERE FOLLOW_UP"
  }
}

resource "syncform_sync" "contacts" {
  name     = "Contacts into the flow"
  mode     = "create"
  active   = true
  schedule = { frequency = "hourly", minute = "20" }

  target = {
    connection_id = syncform_gong_connection.gong.id
    object        = "flows/${var.flow_id}"
  }
  identity = {
    source   = { model_id = syncform_model.contacts.id, field = "CRM_ID" }
    target   = "crmProspectId"
    function = "Equality"
  }
  fields = {
    flowInstanceOwnerEmail = { source = { model_id = syncform_model.contacts.id, field = "OWNER_EMAIL" } }
  }
}
