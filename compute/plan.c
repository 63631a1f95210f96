#include "compute/graph.h"
