/// Isolation levels of a transaction (PostgreSQL documentation, "Transaction Isolation").
public enum Isolation: String, Sendable, Hashable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}
