// Boost.JSON's compiled part; Debian's packages of it are not needed this way.
#include <boost/json/src.hpp>
