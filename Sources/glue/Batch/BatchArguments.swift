public import ArgumentParser
public import GlueLLM

extension BatchOptions.ErrorStrategy: ExpressibleByArgument {}

extension BatchFile.Durability: ExpressibleByArgument {}
