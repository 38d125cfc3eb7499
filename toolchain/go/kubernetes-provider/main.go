// Command pulumi-resource-kubernetes serves Pulumi's own Kubernetes provider, built from its published Go module.
//
// The module ships the provider's code but not its generated schema, which only `pulumi package` commands and
// code generators read. Serving resources needs none of it, so a minimal schema stands in.
package main

import (
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// version is set by the linker to the release whose code this is.
var version = "0.0.0"

func main() {
	provider.Serve("kubernetes", version, []byte(`{"name":"kubernetes"}`), []byte(`{}`))
}
