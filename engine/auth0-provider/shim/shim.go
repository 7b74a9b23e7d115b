// Package shim opens the constructor of the Terraform provider, which is internal to its module:
// Go lets a package import it because the path of this module lies below that of the provider.
package shim

import (
	"github.com/auth0/terraform-provider-auth0/internal/provider"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// NewProvider returns the Terraform provider for Auth0.
func NewProvider() *schema.Provider { return provider.New() }
