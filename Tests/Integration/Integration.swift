import Testing

/// Services as real processes, on a real nats-server and a real PostgreSQL. One stack serves all; the tests run one after the
/// other, because some of them kill what the others need.
@Suite(.serialized, .timeLimit(.minutes(5))) struct Integration {}
