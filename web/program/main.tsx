import { mount } from "../ui-shared";
import { ProgramPage } from "./app";

mount(<ProgramPage />);
