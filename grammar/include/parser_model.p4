/*
 * parser_model.p4: a parser and nothing else. It starts at the packet's first byte (Ethernet, on XDP and tc).
 */
#ifndef _P4TWIN_PARSER_MODEL_P4_
#define _P4TWIN_PARSER_MODEL_P4_

#include <core.p4>

/* metadata starts as zeros, or as what the program that embeds the parser puts into it. */
parser Parser<H, M>(packet_in packet, out H headers, inout M metadata);

package ParserModel<H, M>(Parser<H, M> p);

#endif
