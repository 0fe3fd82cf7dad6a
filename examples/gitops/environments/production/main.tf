terraform {
  required_version = ">= 1.11"
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
  backend "local" {} # its path is given at init; a team has s3, gcs or azurerm here
}

provider "syncform" {
  severities = { destructive = "error" }
}

variable "environment" {
  type    = string
  default = "production"
}

variable "app" { type = any }
variable "warehouse" { type = any }

variable "app_password" {
  type      = string
  ephemeral = true
}

variable "warehouse_password" {
  type      = string
  ephemeral = true
}

variable "passphrase" {
  type      = string
  ephemeral = true
}

module "people" {
  source             = "../../modules/people"
  owner              = "growth"
  app                = var.app
  app_password       = var.app_password
  warehouse          = var.warehouse
  warehouse_password = var.warehouse_password
  passphrase         = var.passphrase
  schema             = "production"
}
