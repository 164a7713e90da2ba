enum GlueJournalPlaceholder {}
