"""What other systems speak: REST v1 and Open311 GeoReport v2, each by a token of somebody who may."""
