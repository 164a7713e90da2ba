enum GlueRedactionPlaceholder {}
