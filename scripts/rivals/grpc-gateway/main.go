// Serves the Greeter and the order service by grpc-gateway, for scripts/bench --all.
//
// Usage: grpc-gateway (in-process | hop) PORT
//
// in-process has the generated gateway call the services itself, hop has it call them over gRPC, as is
// usual, in the same process. HTTP/1.1 and h2c are served. The build script generates package gen.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"rivals/gen"
)

type greeter struct {
	gen.UnimplementedGreeterServer
}

func (greeter) SayHello(_ context.Context, request *gen.HelloRequest) (*gen.HelloReply, error) {
	return &gen.HelloReply{Message: "Hello, " + request.GetName()}, nil
}

type orders struct {
	gen.UnimplementedOrderServiceServer
}

func (orders) EchoOrder(_ context.Context, order *gen.Order) (*gen.Order, error) {
	return order, nil
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: grpc-gateway (in-process | hop) PORT")
	}
	mux := runtime.NewServeMux()
	var err error
	switch os.Args[1] {
	case "in-process":
		err = inProcess(mux)
	case "hop":
		err = hop(mux)
	default:
		log.Fatalf("%s (expected: in-process or hop)", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{Addr: "127.0.0.1:" + os.Args[2], Handler: mux, Protocols: protocols}
	log.Fatal(server.ListenAndServe())
}

func inProcess(mux *runtime.ServeMux) error {
	ctx := context.Background()
	if err := gen.RegisterGreeterHandlerServer(ctx, mux, greeter{}); err != nil {
		return err
	}
	return gen.RegisterOrderServiceHandlerServer(ctx, mux, orders{})
}

func hop(mux *runtime.ServeMux) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	gen.RegisterGreeterServer(server, greeter{})
	gen.RegisterOrderServiceServer(server, orders{})
	go func() { log.Fatal(server.Serve(listener)) }()

	client, err := grpc.NewClient(
		listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := gen.RegisterGreeterHandler(ctx, mux, client); err != nil {
		return err
	}
	return gen.RegisterOrderServiceHandler(ctx, mux, client)
}
