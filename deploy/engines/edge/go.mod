module pledgebook/engines/edge

go 1.20

require github.com/0xPolygon/polygon-edge v1.3.3
