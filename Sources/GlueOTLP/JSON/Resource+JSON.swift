internal import GlueJSON

extension OTLP.Resource {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            attributes: try reader.attributes(),
            droppedAttributesCount: try reader.integer("droppedAttributesCount"),
            entityRefs: try reader.list("entityRefs") { value throws(OTLPError) in try OTLP.EntityRef(json: value) }
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("attributes", attributes)
        writer.set("droppedAttributesCount", number: Int64(droppedAttributesCount))
        writer.set("entityRefs", list: entityRefs.map(\.json))
        return writer.json
    }
}

extension OTLP.EntityRef {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            schemaURL: try reader.text("schemaUrl"),
            type: try reader.text("type"),
            idKeys: try reader.texts("idKeys"),
            descriptionKeys: try reader.texts("descriptionKeys")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("schemaUrl", schemaURL)
        writer.set("type", type)
        writer.set("idKeys", texts: idKeys)
        writer.set("descriptionKeys", texts: descriptionKeys)
        return writer.json
    }
}

extension OTLP.Scope {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            name: try reader.text("name"),
            version: try reader.text("version"),
            attributes: try reader.attributes(),
            droppedAttributesCount: try reader.integer("droppedAttributesCount")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("name", name)
        writer.set("version", version)
        writer.set("attributes", attributes)
        writer.set("droppedAttributesCount", number: Int64(droppedAttributesCount))
        return writer.json
    }
}
