internal import COTLP
internal import CProtobufC
internal import CZlib
