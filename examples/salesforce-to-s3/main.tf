terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

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

# endpoint: null for AWS.
variable "s3" {
  type = object({ bucket = string, region = string, access_key_id = string, endpoint = optional(string) })
}

variable "s3_secret_access_key" {
  type      = string
  sensitive = true
}

resource "syncform_s3_connection" "lake" {
  name = "Lake"
  configuration = {
    s3_bucket_name        = var.s3.bucket
    s3_bucket_region      = var.s3.region
    aws_access_key_id     = var.s3.access_key_id
    aws_secret_access_key = var.s3_secret_access_key
    endpoint              = var.s3.endpoint
  }
}

# One table an object, in Parquet; only what changed is asked of Salesforce after the first run.
resource "syncform_bulk_sync" "crm" {
  name        = "Salesforce to S3"
  mode        = "replicate"
  active      = true
  schedule    = { frequency = "hourly", minute = "5" }
  source      = { connection_id = syncform_salesforce_connection.crm.id }
  destination = { connection_id = syncform_s3_connection.lake.id, configuration = { format = "parquet", subfolder = "salesforce" } }
  schemas = {
    Account     = {}
    Contact     = {}
    Opportunity = {}
  }
}
