/// The version of the product (Semantic Versioning 2.0.0). Every service, the CLI and the API report this one.
public enum LunaVersion {
    /// The version of this build.
    public static let current = "0.1.0"
}
