enum GlueReplayPlaceholder {}
