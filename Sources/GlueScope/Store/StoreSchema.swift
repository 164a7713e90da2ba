import GRDB

/// The tables of the database.
///
/// Traces lie in parts: tables of their own for some hundred thousand traces each, in the order of arrival. A search skips parts that
/// cannot hold what is sought, and what is too old is dropped as a whole. Everything is written at the end of a table or near it,
/// however much is stored: see ``TraceLookup`` for how random ids are.
enum StoreSchema {
    /// What a database says it is, where `PRAGMA application_id` asks: `GLUE`.
    static let applicationID: Int32 = 0x474C_5545

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: tables)
        }
        return migrator
    }

    private static let tables = """
        -- Texts that many rows share: names, models, tools, sessions. Kind tells what a text is.
        CREATE TABLE term (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (kind, text));

        CREATE TABLE part (
            id INTEGER PRIMARY KEY, sealed INTEGER NOT NULL, traces INTEGER NOT NULL, spans INTEGER NOT NULL, bytes INTEGER NOT NULL,
            earliest INTEGER NOT NULL, latest INTEGER NOT NULL, longest INTEGER NOT NULL, dearest INTEGER NOT NULL,
            changed INTEGER NOT NULL
        );
        -- Which trace ids a sealed part may hold.
        CREATE TABLE part_filter (part INTEGER PRIMARY KEY, data BLOB NOT NULL);

        -- What spans are counted by.
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, operation TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, tool TEXT NOT NULL,
            workflow TEXT NOT NULL, step TEXT NOT NULL, service TEXT NOT NULL, error TEXT NOT NULL,
            UNIQUE (operation, provider, model, tool, workflow, step, service, error)
        );
        -- Sums by minute since 1970; those of minute 0 are of all time and only grow.
        CREATE TABLE rollup (
            minute INTEGER NOT NULL, series INTEGER NOT NULL, count INTEGER NOT NULL, errors INTEGER NOT NULL, duration INTEGER NOT NULL,
            input INTEGER NOT NULL, output INTEGER NOT NULL, cached INTEGER NOT NULL, reasoning INTEGER NOT NULL, cost INTEGER NOT NULL,
            latency BLOB NOT NULL, first_chunk BLOB NOT NULL,
            PRIMARY KEY (minute, series)
        ) WITHOUT ROWID;

        CREATE TABLE session (
            id TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, traces INTEGER NOT NULL, errors INTEGER NOT NULL,
            input INTEGER NOT NULL, output INTEGER NOT NULL, cost INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX session_last ON session (last);

        CREATE TABLE annotation (
            id INTEGER PRIMARY KEY, high INTEGER NOT NULL, low INTEGER NOT NULL, span INTEGER, name TEXT NOT NULL, label TEXT,
            score REAL, note TEXT, created INTEGER NOT NULL
        );
        CREATE INDEX annotation_trace ON annotation (low);

        -- One request's metrics, compressed, and the traces that its exemplars name.
        CREATE TABLE metric (id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, points INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE INDEX metric_last ON metric (last);
        CREATE TABLE exemplar (low INTEGER NOT NULL, metric INTEGER NOT NULL, PRIMARY KEY (low, metric)) WITHOUT ROWID;

        -- How much was stored and refused since the database is there.
        CREATE TABLE ledger (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
        """

    static func createPart(_ part: Int64, in database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE trace_\(part) (
                    id INTEGER PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, start INTEGER NOT NULL, duration INTEGER NOT NULL,
                    name INTEGER NOT NULL, service INTEGER, state INTEGER NOT NULL, spans INTEGER NOT NULL, errors INTEGER NOT NULL,
                    calls INTEGER NOT NULL, input INTEGER NOT NULL, output INTEGER NOT NULL, cached INTEGER NOT NULL, cost INTEGER,
                    session INTEGER, labels TEXT, prompt TEXT, answer TEXT, seen INTEGER NOT NULL
                );
                CREATE INDEX trace_\(part)_id ON trace_\(part) (id >> \(TraceLookup.shift), low);
                CREATE INDEX trace_\(part)_start ON trace_\(part) (start);
                -- The chunk is negative while the span is open.
                CREATE TABLE span_\(part) (
                    trace INTEGER NOT NULL, id INTEGER NOT NULL, chunk INTEGER NOT NULL, content INTEGER, PRIMARY KEY (trace, id)
                ) WITHOUT ROWID;
                CREATE TABLE chunk_\(part) (
                    id INTEGER PRIMARY KEY, spans INTEGER NOT NULL, earliest INTEGER NOT NULL, filter BLOB NOT NULL, data BLOB NOT NULL
                );
                CREATE TABLE content_\(part) (id INTEGER PRIMARY KEY, trace INTEGER NOT NULL, data BLOB NOT NULL);
                CREATE TABLE facet_\(part) (value INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY (value, trace)) WITHOUT ROWID;
                -- The log records of one request and trace, compressed.
                CREATE TABLE log_\(part) (
                    id INTEGER PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, records INTEGER NOT NULL, data BLOB NOT NULL
                );
                CREATE INDEX log_\(part)_trace ON log_\(part) (low);
                -- By the id of the content, or by the negative id of the log.
                CREATE VIRTUAL TABLE text_\(part) USING fts5(text, content = '', tokenize = 'unicode61 remove_diacritics 2');
                """
        )
    }

    static func dropPart(_ part: Int64, in database: Database) throws {
        for table in ["trace", "span", "chunk", "content", "facet", "log", "text"] {
            try database.execute(sql: "DROP TABLE IF EXISTS \(table)_\(part)")
        }
        try database.execute(sql: "DELETE FROM part_filter WHERE part = ?", arguments: [part])
        try database.execute(sql: "DELETE FROM part WHERE id = ?", arguments: [part])
    }
}
