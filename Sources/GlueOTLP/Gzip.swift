/// OTLP travels and rests compressed: whoever reads or writes it needs the same gzip.
@_exported public import GlueEncoding
