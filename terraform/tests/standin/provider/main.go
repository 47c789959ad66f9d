// A schema-only stand-in for a Terraform provider: it serves the schemas of schema.json, so that `terraform validate`,
// `plan`, `apply` and `test` run where the provider itself is out of reach. It never talks to a cloud. Beside itself it
// reads schema.json, enums.json (values that an attribute may have), conflicts.json (attributes that exclude each other)
// and fakes.json (values that a cloud would give).
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	p6 "github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func load(name string, into any) {
	executable, err := os.Executable()
	must(err)
	content, err := os.ReadFile(filepath.Join(filepath.Dir(executable), name))
	must(err)
	must(json.Unmarshal(content, into))
}

func main() {
	var document struct {
		Address   string               `json:"address"`
		Provider  jsonBlock            `json:"provider"`
		Resources map[string]jsonBlock `json:"resources"`
		Ephemeral map[string]jsonBlock `json:"ephemeral"`
		Data      map[string]jsonBlock `json:"data"`
	}
	load("schema.json", &document)
	s := &server{
		provider:  &p6.Schema{Block: toBlock(document.Provider)},
		resources: toSchemas(document.Resources),
		ephemeral: toSchemas(document.Ephemeral),
		data:      toSchemas(document.Data),
	}
	load("enums.json", &s.enums)
	load("conflicts.json", &s.conflicts)
	load("fakes.json", &s.fakes)
	must(tf6server.Serve(document.Address, func() p6.ProviderServer { return s }))
}
