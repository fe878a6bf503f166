"""Calls the Greeter at HOST:PORT in each way and prints what it gets.

The stubs are made from helloworld.proto when it runs; it needs grpcio and grpcio-tools.
"""

import sys

import grpc

protos, services = grpc.protos_and_services("helloworld.proto")


def hello(name):
    return protos.HelloRequest(name=name)


def unary(greeter):
    print("unary:", greeter.SayHello(hello("you"), timeout=20).message)


def compressed(greeter):
    reply = greeter.SayHello(hello("you " * 1000), compression=grpc.Compression.Gzip, timeout=20)
    print("compressed:", len(reply.message))


def stream(greeter):
    for reply in greeter.SayHelloStreamReply(hello("you"), timeout=20):
        print("stream:", reply.message)


def bidi(greeter):
    names = (hello(name) for name in ("Ada", "Grace", "Edsger"))
    for reply in greeter.SayHelloBidiStream(names, timeout=20):
        print("bidi:", reply.message)


def unknown_method(channel):
    say_goodbye = channel.unary_unary(
        "/helloworld.Greeter/SayGoodbye",
        request_serializer=protos.HelloRequest.SerializeToString,
        response_deserializer=protos.HelloReply.FromString,
    )
    try:
        say_goodbye(hello("you"), timeout=20)
        print("error: none")
    except grpc.RpcError as error:
        print("error:", error.code().name, "-", error.details())


def main(target):
    with grpc.insecure_channel(target) as channel:
        greeter = services.GreeterStub(channel)
        unary(greeter)
        compressed(greeter)
        stream(greeter)
        bidi(greeter)
        unknown_method(channel)


if __name__ == "__main__":
    main(sys.argv[1])
