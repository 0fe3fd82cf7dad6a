terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
}

provider "syncform" {}

variable "redshift" {
  type = object({ host = string, port = optional(number, 5439), user = string, database = string, ssl = optional(bool, true) })
}

variable "redshift_password" {
  type      = string
  sensitive = true
}

variable "aws" {
  type = object({ region = string, bucket = string, access_key_id = string })
}

variable "aws_secret_access_key" {
  type      = string
  sensitive = true
}

# Rows wait in the bucket for COPY, and UNLOAD writes them there.
resource "syncform_redshift_connection" "warehouse" {
  name = "Warehouse"
  configuration = {
    hostname              = var.redshift.host
    port                  = var.redshift.port
    username              = var.redshift.user
    password              = var.redshift_password
    database              = var.redshift.database
    ssl                   = var.redshift.ssl
    s3_bucket_name        = "s3://${var.aws.bucket}/loads"
    s3_bucket_region      = var.aws.region
    aws_access_key_id     = var.aws.access_key_id
    aws_secret_access_key = var.aws_secret_access_key
  }
}

resource "syncform_awsathena_connection" "lake" {
  name = "Lake"
  configuration = {
    region            = var.aws.region
    outputbucket      = "s3://${var.aws.bucket}/results"
    access_id         = var.aws.access_key_id
    secret_access_key = var.aws_secret_access_key
  }
}
