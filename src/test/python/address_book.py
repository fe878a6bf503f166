"""Reads or writes an address book the way the Python program of the tutorials does.

    address_book.py read FILE     prints each person, a line each
    address_book.py write FILE    reads the file if it is there, adds a person, writes it all

The messages are made from addressbook.proto when it runs; it needs grpcio-tools.
"""

import os
import sys

import grpc

protos = grpc.protos("addressbook.proto")


def parse(file):
    book = protos.AddressBook()
    with open(file, "rb") as content:
        book.ParseFromString(content.read())
    return book


def read(file):
    for person in parse(file).people:
        phones = [f"{phone.number}/{phone.type}" for phone in person.phones]
        updated = person.last_updated.ToJsonString() if person.HasField("last_updated") else "never"
        print(ascii([person.id, person.name, person.email, phones, updated]))


def write(file):
    book = parse(file) if os.path.exists(file) else protos.AddressBook()
    person = book.people.add()
    person.id = 1234
    person.name = "John Doe Žižka"
    person.email = "jdoe@example.com"
    person.phones.add(number="555-4321", type=protos.Person.HOME)
    person.phones.add(number="+1 555 0100")
    person.last_updated.FromJsonString("2026-01-02T03:04:05.678901Z")
    with open(file, "wb") as content:
        content.write(book.SerializeToString())


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](sys.argv[2])
