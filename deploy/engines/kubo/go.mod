module pledgebook/engines/kubo

go 1.24

require github.com/ipfs/kubo v0.42.0
