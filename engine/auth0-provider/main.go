// Command pulumi-resource-auth0 is the Auth0 resource plugin for Pulumi: the Terraform provider for
// Auth0 behind Pulumi's bridge, with the names and settings that the npm package @pulumi/auth0 expects.
package main

import (
	"fmt"

	"github.com/auth0/terraform-provider-auth0/shim"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	sdkv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
)

// version is set by the linker: the CLI asks for the exact version that @pulumi/auth0 names.
var version string

// described is what the official plugin sends when a program leaves the description out. Without it,
// the two plugins would see a change in each other's states.
var described = map[string]*tfbridge.SchemaInfo{
	"description": {Default: &tfbridge.DefaultInfo{Value: "Managed by Pulumi"}},
}

func provider() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:           sdkv2.NewProvider(shim.NewProvider()),
		Name:        "auth0",
		DisplayName: "Auth0",
		Version:     version,
		Config: map[string]*tfbridge.SchemaInfo{
			"debug": {Default: &tfbridge.DefaultInfo{EnvVars: []string{"AUTH0_DEBUG"}}},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"auth0_client": {Fields: described},
			"auth0_role":   {Fields: described},
		},
		EnableZeroDefaultSchemaVersion: true,
		EnableAccurateBridgePreview:    true,
		EnableRawStateDelta:            true,
	}
	info.MustComputeTokens(tokens.SingleModule("auth0_", "index", tokens.MakeStandard("auth0")))
	info.SetAutonaming(255, "-")
	return info
}

func main() {
	// The full schema serves code generators only; a deployment never reads it.
	schema := fmt.Sprintf(`{"name":"auth0","version":%q}`, version)
	tfbridge.Main("auth0", version, provider(), []byte(schema))
}
