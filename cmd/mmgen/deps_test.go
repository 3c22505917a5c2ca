// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImports: mmgen runs before there is a network, and knows nothing of what
// mmrun does.
func TestImports(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not here")
	}
	out, err := exec.Command(goTool, "list", "-deps", "mmgen/cmd/mmgen").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, "mmgen/generator") {
		t.Fatalf("go list says nothing of what it should: %v", deps)
	}
	for _, dep := range deps {
		if slices.Contains([]string{"net", "net/http", "os/user", "crypto/tls"}, dep) || strings.HasPrefix(dep, "mmgen/runner") {
			t.Errorf("mmgen links %s", dep)
		}
	}
}
