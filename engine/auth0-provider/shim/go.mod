module github.com/auth0/terraform-provider-auth0/shim

go 1.25.8

require (
	github.com/auth0/terraform-provider-auth0 v1.54.1
	github.com/hashicorp/terraform-plugin-sdk/v2 v2.40.1
)
