/* bmv2/psa.p4: the name under which p4c has the behavioral model's psa.p4. */
#include <psa.p4>
